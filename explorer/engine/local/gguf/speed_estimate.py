"""Estimate of how fast a model will answer here, from its shape and the measured speed of its tensor types.

One token reads every weight once, of experts only those that answer, and the keys and values so far.
Reading a prompt is bound by computing instead.
"""

from explorer.domain.speed import MachineSpeed, PredictedSpeed
from explorer.engine.local.gguf.header import TensorInfo
from explorer.engine.local.gguf.memory_estimate import LoadConditions, kv_bytes
from explorer.engine.local.gguf.model_shape import ModelShape

_DEPTH = 512  # tokens of a conversation so far
_STEPS = 110  # smallest operations that those of a layer weigh, which are about 45 and somewhat larger
_VOCABULARY_S = 3e-9  # an entry: reading its logit and drawing from them


def predict_speed(shape: ModelShape, machine: MachineSpeed) -> PredictedSpeed | None:
    """``None`` where a header says too little, or nothing was measured."""
    weights = _read(shape)
    if not weights or not machine.types:
        return None
    token_s = sum(_token_s(tensor, _share(tensor, shape), machine) for tensor in weights)
    past = kv_bytes(shape, LoadConditions(min(_DEPTH, shape.trained_context or _DEPTH), sequences=1))
    token_s += past * machine.of("F16").byte_s
    token_s += len(shape.layers) * _STEPS * machine.step_s + shape.vocabulary * _VOCABULARY_S
    layers = [tensor for layer in shape.layers for tensor in layer.tensors]
    prompt_s = sum(_prompt_s(tensor, _share(tensor, shape), machine) for tensor in layers)
    read = sum((tensor.size or 0) * _share(tensor, shape) for tensor in weights)
    return PredictedSpeed(1 / token_s, 1 / prompt_s if prompt_s else 0.0, round(read))


def _read(shape: ModelShape) -> list[TensorInfo]:
    """The tensors that are read whole for a token: not the input embedding, of which one row is."""
    layers = [tensor for layer in shape.layers for tensor in layer.tensors]
    return [*layers, *shape.output, *shape.tied]


def _share(tensor: TensorInfo, shape: ModelShape) -> float:
    """The part of a tensor that is read: of experts those that answer."""
    is_expert = "_exps." in tensor.name and shape.experts > 0 and shape.experts_used > 0
    return shape.experts_used / shape.experts if is_expert else 1.0


def _token_s(tensor: TensorInfo, share: float, machine: MachineSpeed) -> float:
    speed = machine.of(tensor.type_name)
    if len(tensor.shape) < 2:
        return (tensor.size or 0) * speed.byte_s
    row_s = 0.0 if speed.copied else machine.row_s  # the copies are handed out in larger parts
    rows = tensor.elements // max(1, tensor.shape[0])
    return share * ((tensor.size or 0) * speed.byte_s + rows * row_s)


def _prompt_s(tensor: TensorInfo, share: float, machine: MachineSpeed) -> float:
    if len(tensor.shape) < 2:
        return 0.0
    return 2.0 * share * tensor.elements / machine.of(tensor.type_name).flops
