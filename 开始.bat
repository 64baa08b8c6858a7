@echo off
chcp 65001 >nul
setlocal
rem UTF-8 without a byte order mark; text other than ASCII stands below chcp only. Labels and conditions are ASCII.
title 三比一争
set PYTHONUTF8=1
pushd "%~dp0"

if not exist run.py goto unpacked
if not exist pyproject.toml goto unpacked

set "PY="
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set "PY=py -3"
if defined PY goto found
python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set "PY=python"
if defined PY goto found
goto nopython

:found
if not exist .venv echo 第一次使用，正在准备，需要联网，请等几分钟……
%PY% -m uv --version >nul 2>nul
if not errorlevel 1 goto ready
%PY% -m pip install -q uv
if errorlevel 1 goto noinstall

:ready
%PY% -m uv sync -q --no-dev
if errorlevel 1 goto noinstall
%PY% -m uv run --no-dev run.py
rem 1 says that the data has errors, which the program has told; 2 and above, that it could not go on
if errorlevel 2 goto trouble
goto end

:unpacked
echo.
echo 这个文件要和 run.py 放在一起才能用。
echo 如果是在压缩包里直接双击的，请先把整个压缩包解压到一个文件夹，再双击里面的“开始”。
goto end

:nopython
echo.
echo 这台电脑上没有找到 Python 3.11 或更新的版本。请这样装一次，以后不用再装：
echo.
echo   1. 用浏览器打开 www.python.org，点 Downloads，下载 Windows 版。
echo   2. 双击下载的文件，先勾上最下面的 Add python.exe to PATH，再点 Install Now。
echo   3. 装好后，重新双击“开始”。
echo.
echo 单位的电脑不让装软件的，请找管电脑的老师帮忙。
goto end

:noinstall
echo.
echo 准备没有完成，多半是网络不通。请检查网络，过一会儿重新双击“开始”。
echo 还是不行，请把上面的英文提示拍下来，发给管电脑的老师。
goto end

:trouble
echo.
echo 没有全部完成，原因见上面的提示。您的填报表没有动。

:end
echo.
popd
pause
