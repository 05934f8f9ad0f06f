"""Publicity (公示): a public notice about anything, its working days, and objections."""
