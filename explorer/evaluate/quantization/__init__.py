"""What a quantization costs: two files of one model on the same text, the one with more bits as reference."""
