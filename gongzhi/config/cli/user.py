"""`gongzhi user create`: a site's first accounts."""

import click

from gongzhi.config.cli import set_up

ROLES = ["resident", "grid_worker", "duty_officer", "dispatcher", "verifier", "supervisor", "administrator"]


@click.group()
def user() -> None:
    """Make accounts from the command line."""


@user.command()
@click.argument("username")
@click.option("--name", default="", help="The name colleagues see.")
@click.option("--email", default="", help="E-mail address, which can be used to sign in.")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True, help="Role to grant.")
@click.option("--area", "digits", required=True, help="Code of the area in which the role is held.")
@click.password_option(help="Password, at least ten characters; asked for if not given.")
def create(username: str, name: str, email: str, role: str, digits: str, password: str) -> None:
    """Make the account USERNAME with a role in an area; colleagues are then invited in the pages."""
    set_up()
    from django.db import transaction

    from gongzhi.base import clock
    from gongzhi.base.errors import GongzhiError
    from gongzhi.people.actions import SITE, RoleInput, create_person, grant_role
    from gongzhi.people.domain.roles import Role
    from gongzhi.places.domain.codes import parse_code
    from gongzhi.places.queries import area

    try:
        code, level = parse_code(digits)
        area(code)
        with transaction.atomic():
            person = create_person(
                username=username, password=password, display_name=name, email=email, by=SITE, now=clock.now()
            )
            grant_role(person, RoleInput(Role(role), code, level), by=SITE, now=clock.now())
    except (GongzhiError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{username} is {role} of {digits}.")
