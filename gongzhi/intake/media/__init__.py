"""Files from strangers are opened here, in a process of its own that may use little and knows no secret.

`child.run` starts it; inside, `photo` and `video` tell what a file is and make it anew with nothing but the picture.
Nothing here knows of Django, the database or the site's keys, so a file that breaks a decoder breaks one process only.
"""
