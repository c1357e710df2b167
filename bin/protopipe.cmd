@echo off
rem The terminal client inside VS Code's terminal, run by VS Code's own runtime.
setlocal
set ELECTRON_RUN_AS_NODE=1
if not defined PROTOPIPE_RUNTIME set PROTOPIPE_RUNTIME=node
"%PROTOPIPE_RUNTIME%" "%~dp0..\dist\cli.cjs" %*
