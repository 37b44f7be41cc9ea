"""Mutation tests: change a room's code in small ways and see whether its tests notice."""
