"""Leaderboards as evidence, not as truth: who vouches for a result, of which model, under which conditions.

Values stand as they were written, no unit is guessed, and nothing is averaged.
"""
