"""``python -m smsdesk.carrier``."""

import sys

from smsdesk.carrier.process import main

if __name__ == "__main__":
    sys.exit(main())
