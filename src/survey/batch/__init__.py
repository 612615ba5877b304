"""Packs for many municipalities."""
