#!/bin/sh
# Print the first Python >= 3.11 that really starts (a version manager may list some that do not) and can make a .venv.
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$candidate"
            exit 0
        fi
        without_venv="$candidate"
    fi
done
if [ -n "${without_venv:-}" ]; then
    echo "$without_venv is recent enough but lacks venv. On Debian or Ubuntu: apt-get install python3-venv" >&2
else
    echo "crosscurrent needs Python 3.11 or later; none was found." >&2
    echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv) or say where it is: make PYTHON=/path/to/python3.12 ..." >&2
fi
exit 1
