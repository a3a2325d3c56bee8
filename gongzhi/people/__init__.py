"""Who is who: accounts, organisations with their functions, and the roles people hold in areas and organisations.

In come invitations and decisions of administrators; out go viewers (a person with the roles that hold now) and the
organisations that routing looks for. It keeps no register of residents: only who has an account, by their own wish.
"""
