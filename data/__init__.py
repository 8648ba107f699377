"""What is known and where it comes from, without a screen.

One wing a subject; each wing's own docstring says what it is for, what it gives out and what it may
import. `settings` lies beside them, because every wing may ask for it.
"""
