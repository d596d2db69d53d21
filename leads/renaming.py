"""Upper apps write a person's name where their lists show it without asking: they hear of another one."""

_followers = []


def on_renaming(follow):
    """Lets an upper app write anew what it says of people by their name, in the deed's transaction: `follow(people)`."""
    if follow not in _followers:
        _followers.append(follow)


def tell_renamed(people):
    """To be called when people have another name, or what hung on one hangs on another."""
    for follow in _followers:
        follow(people)
