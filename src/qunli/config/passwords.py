"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id as RFC 9106 advises where memory is shared: 64 MiB, three passes, four lanes."""

    time_cost = 3
    memory_cost = 65_536
    parallelism = 4


class QuickArgon2(Argon2PasswordHasher):
    """The same with little work, for the demonstration: its passwords are printed anyway."""

    time_cost = 1
    memory_cost = 8_192
    parallelism = 1
