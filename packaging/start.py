"""Where the packaged program starts; PyInstaller wants a script, not a module."""

import sys

from smsdesk.__main__ import main

sys.exit(main())
