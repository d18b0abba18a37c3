"""The verbs of the command line, one a file. Clock, environment, printing and exit codes live only here."""

# verb → its module in this package
VERBS = {
    "check": "check",
    "new": "new",
    "submit": "submit",
    "approve": "decide",
    "return": "decide",
    "reject": "decide",
    "abandon": "decide",
    "merge": "merge",
    "status": "status",
    "build": "build",
    "serve": "serve",
    "publish": "publish",
    "verify": "verify",
    "due": "due",
    "run-due": "run_due",
    "links": "links",
    "report": "report",
    "records": "records",
    "adopt": "adopt",
    "server": "server",
    "doctor": "doctor",
    "github": "github",
    "gate": "gate",
    "preview": "preview",
}
