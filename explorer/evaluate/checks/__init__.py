"""What answers are checked for, by the field's names."""
