"""Review: panels, draw and assignment, recusal, scores, opinions, fees."""
