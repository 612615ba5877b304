"""How did they get past it?"""
