"""Typing practice on the screen: choosing, typing, looking at the figures."""
