"""Right stand-ins for earlier questions, so that one that fails does not block the next.

One module a lab. They give right values by another way than the one that a question asks
for, so reading them does not answer it.
"""
