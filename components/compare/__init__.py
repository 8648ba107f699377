"""Districts side by side: matrix, funnels, small maps, priorities, the board paper.

Gives out the sections of its page. May import the shared wings, and no other page's.
"""
