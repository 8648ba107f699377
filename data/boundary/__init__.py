"""Boundary files of any format, read, checked and kept; legal wards beside best fit."""
