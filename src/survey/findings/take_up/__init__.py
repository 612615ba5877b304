"""Is what is offered used?"""
