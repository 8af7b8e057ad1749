"""Typing on the screen: the pad, the board around it, and practice."""
