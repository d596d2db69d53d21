from .absence import AbsenceForm
from .centre import CentreForm, CentrePersonForm
from .invitation import InvitationForm
from .load import LoadForm
from .people import PeopleFilter
from .person import DecisionForm, MoveForm, RoleForm, SwitchesForm
from .team import NewcomerForm, PersonTeamsForm, TeamDistributionForm, TeamForm

__all__ = [
    "AbsenceForm",
    "CentreForm",
    "CentrePersonForm",
    "DecisionForm",
    "InvitationForm",
    "LoadForm",
    "MoveForm",
    "NewcomerForm",
    "PeopleFilter",
    "PersonTeamsForm",
    "RoleForm",
    "SwitchesForm",
    "TeamDistributionForm",
    "TeamForm",
]
