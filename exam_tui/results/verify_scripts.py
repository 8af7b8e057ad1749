"""The two scripts that travel with every result, for people without the program: stock OpenSSH is enough."""

_VERIFY_SH = r"""#!/bin/sh
# Checks the signatures of result.json with stock OpenSSH (ssh-keygen 8.2 or newer). No other program is needed.
#   sh verify.sh ALLOWED_SIGNERS
# ALLOWED_SIGNERS is YOUR list of trusted keys. Never use a list that came with the result.
# Exit status: 0 at least one signature is good; 1 none is; 2 wrong use.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 2
trust=$1
if [ -z "$trust" ] || [ ! -f "$trust" ]; then
  echo "usage: sh verify.sh ALLOWED_SIGNERS" >&2
  exit 2
fi
good=0
bad=0
hex='[0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
for sig in "$here"/result.json.*.sig; do
  [ -f "$sig" ] || continue
  name=${sig##*/result.json.}
  case $name in
    proctor-$hex$hex$hex$hex.sig) role=proctor ;;
    supervisor-$hex$hex$hex$hex.sig) role=supervisor ;;
    *)
      # Never printed as it is: a name can hold what a terminal obeys.
      shown=$(printf %s "$name" | LC_ALL=C tr -cd '[:alnum:]._-')
      printf 'REFUSED  %s: not the name of a signature\n' "$shown"
      bad=$((bad + 1))
      continue
      ;;
  esac
  signer=
  # One key can stand in several lines; whichever of them allows this purpose today is enough.
  for who in $(ssh-keygen -Y find-principals -f "$trust" -s "$sig" 2>/dev/null); do
    if ssh-keygen -Y verify -f "$trust" -I "$who" -n "result-$role@exam-tui" -s "$sig" \
        < "$here/result.json" >/dev/null 2>&1; then
      signer=$who
      break
    fi
  done
  if [ -n "$signer" ]; then
    printf 'GOOD     %s: signed by %s as %s\n' "$name" "$signer" "$role"
    good=$((good + 1))
  else
    printf 'REFUSED  %s: changed contents, or no key in %s that may sign this today\n' "$name" "$trust"
    bad=$((bad + 1))
  fi
done
printf '%s good, %s refused, checked against %s\n' "$good" "$bad" "$trust"
[ "$good" -gt 0 ]
"""

_VERIFY_CMD = r"""@echo off
rem Checks the signatures of result.json with the OpenSSH client of Windows 10 or newer.
rem   verify.cmd ALLOWED_SIGNERS
rem ALLOWED_SIGNERS is YOUR list of trusted keys. Never use a list that came with the result.
setlocal EnableDelayedExpansion
if "%~1"=="" goto usage
if not exist "%~1" goto usage
set "trust=%~f1"
set good=0
set bad=0
for %%S in ("%~dp0result.json.*.sig") do (
  set "name=%%~nxS"
  set "role="
  if not "!name:result.json.proctor-=!"=="!name!" set "role=proctor"
  if not "!name:result.json.supervisor-=!"=="!name!" set "role=supervisor"
  set "who="
  for /f "usebackq delims=" %%W in (`ssh-keygen -Y find-principals -f "!trust!" -s "%%~fS" 2^>nul`) do (
    if not defined who set "who=%%W"
  )
  if not defined role (
    echo REFUSED  !name!: no such role
    set /a bad+=1
  ) else if not defined who (
    echo REFUSED  !name!: the key is not in !trust!, or is no longer valid
    set /a bad+=1
  ) else (
    ssh-keygen -Y verify -f "!trust!" -I "!who!" -n "result-!role!@exam-tui" -s "%%~fS" < "%~dp0result.json"
    if errorlevel 1 (
      echo REFUSED  !name!: !who!
      set /a bad+=1
    ) else (
      echo GOOD     !name!: !who!
      set /a good+=1
    )
  )
)
echo !good! good, !bad! refused, checked against !trust!
if !good! gtr 0 exit /b 0
exit /b 1
:usage
echo usage: verify.cmd ALLOWED_SIGNERS
exit /b 2
"""
VERIFY_SH = _VERIFY_SH.encode("ascii")
VERIFY_CMD = _VERIFY_CMD.replace("\n", "\r\n").encode("ascii")
