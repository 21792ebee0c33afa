"""One day of a living office, for the demo: applications, returns, contacts, assists, 下派 and all the rest, through the acts.

What happens is fixed: the tables beside the modules and the modules themselves hold every choice, nothing is left to chance.
"""
