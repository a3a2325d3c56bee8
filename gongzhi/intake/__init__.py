"""How matters come in: reports from the web and from grid workers, their receipts, and the contact data of reporters.

In comes what somebody saw and, if they wish, how to reach them; out goes a case and a receipt to follow it by. Contact
data lives here only, encrypted, and is erased when its retention ends.
"""
