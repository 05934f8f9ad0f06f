"""Setting a password from the server's own terminal."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, WrongInput
from qunli.people.models import User
from qunli.people.permits import may_grant_roles, require


@action(_("Password set"))
def set_password(*, user: User, password: str, by: Doer, at: datetime) -> User:
    """Set an account's password; every session that it has ends, since its key derives from the password.

    Raises `WrongInput` on a password that is too easy.
    """
    if isinstance(by, User):
        require(may_grant_roles(by))
    held = lock(User.objects.all(), user.pk)
    try:
        validate_password(password, user=held)
    except ValidationError as weak:
        raise WrongInput({"password": " ".join(weak.messages)}) from weak
    held.set_password(password)
    held.save(update_fields=["password"])
    write_journal(on=held, by=by, at=at)
    return held
