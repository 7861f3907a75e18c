"""The list of all scenes. A new one is a function in the file of its room and a line at its foot."""

from tests.scenes import (
    compare,
    compare_thinking,
    discover,
    downloads,
    elsewhere,
    evaluate,
    evaluate_quantization,
    evaluate_results,
    evaluate_run,
    evidence,
    frame,
    library,
    library_documents,
    lineage,
    playground,
    playground_asking,
    playground_chats,
    playground_documents,
    playground_exchange,
    playground_formulas,
    playground_images,
    playground_loading,
    playground_own,
    playground_ribbon,
    playground_thoughts,
    settings,
)
from tests.scenes.stage import Scene


def all_scenes() -> tuple[Scene, ...]:
    """In the order of the rail; names begin with the room."""
    rooms = (
        discover,
        evidence,
        lineage,
        library,
        library_documents,
        downloads,
        playground,
        playground_asking,
        playground_chats,
        playground_documents,
        playground_exchange,
        playground_formulas,
        playground_images,
        playground_loading,
        playground_own,
        playground_ribbon,
        playground_thoughts,
        compare,
        compare_thinking,
        evaluate,
        evaluate_results,
        evaluate_quantization,
        evaluate_run,
        settings,
        elsewhere,
        frame,
    )
    return tuple(scene for room in rooms for scene in room.scenes())
