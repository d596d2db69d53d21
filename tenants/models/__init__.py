from .absence import Absence
from .blueprint import Blueprint
from .holiday import Holiday
from .invitation import Invitation
from .membership import Membership
from .network import Network
from .open_work import OpenWork
from .outbox import Mail
from .state_change import StateChange
from .team import Team, TeamPlace
from .unit import Unit
from .user import User

__all__ = [
    "Absence",
    "Blueprint",
    "Holiday",
    "Invitation",
    "Mail",
    "Membership",
    "Network",
    "OpenWork",
    "StateChange",
    "Team",
    "TeamPlace",
    "Unit",
    "User",
]
