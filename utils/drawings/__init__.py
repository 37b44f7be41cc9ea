"""Figures that one chapter draws: one module a chapter, one function a figure."""
