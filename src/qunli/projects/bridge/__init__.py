"""Records handed to exact reckoning, plain results back."""
