from .absence import AbsenceForm
from .invitation import InvitationForm
from .people import PeopleFilter
from .person import DecisionForm, MoveForm, RoleForm, SwitchesForm
from .team import NewcomerForm, PersonTeamsForm, TeamForm

__all__ = [
    "AbsenceForm",
    "DecisionForm",
    "InvitationForm",
    "MoveForm",
    "NewcomerForm",
    "PeopleFilter",
    "PersonTeamsForm",
    "RoleForm",
    "SwitchesForm",
    "TeamForm",
]
