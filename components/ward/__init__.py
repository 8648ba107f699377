"""One ward's profile: verdict, spine, months, neighbours, what is inside.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
