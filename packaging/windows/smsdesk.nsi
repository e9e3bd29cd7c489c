; Installs SMS Desk for the user who runs it, without an administrator. Made by packaging/build.py, which gives
; VERSION, PROGRAM (the folder PyInstaller made), TARGET (the installer) and ICON.
Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define NAME "SMS Desk"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\SMS Desk"
!define CLASS "SMSDesk.Spreadsheet"
!define WINDOW "SMS Desk.exe"
!define COMMANDS "smsdesk.exe"

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\SMS Desk"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey FileDescription "${NAME} ${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "The makers of ${NAME}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE OwnFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString STILL_OPEN ${LANG_ENGLISH} "SMS Desk is open. Close it, then try again."
LangString STILL_OPEN ${LANG_SIMPCHINESE} "SMS Desk 正在运行。请先关闭它，然后重试。"
LangString TOO_OLD ${LANG_ENGLISH} "SMS Desk needs Windows 10 or 11, 64 bit."
LangString TOO_OLD ${LANG_SIMPCHINESE} "SMS Desk 需要 64 位的 Windows 10 或 Windows 11。"
LangString OPEN_WITH ${LANG_ENGLISH} "Send text messages with SMS Desk"
LangString OPEN_WITH ${LANG_SIMPCHINESE} "用 SMS Desk 群发短信"

; A program that runs cannot be replaced, and half of it must not be. Whoever installs without a window gets a status
; instead of a question. A file that runs cannot be opened for writing.
!macro WaitUntilClosed
  ${Do}
    StrCpy $1 ""
    !insertmacro LookWhetherOpen "${WINDOW}"
    !insertmacro LookWhetherOpen "${COMMANDS}"
    ${If} $1 == ""
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_OPEN)" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 2
    Abort
  ${Loop}
!macroend

!macro LookWhetherOpen FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      StrCpy $1 "open"
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend

; Only what an installation made: the data lies elsewhere, and so does whatever the user put beside it.
!macro RemoveProgram
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\${COMMANDS}"
  RMDir /r "$INSTDIR\lib"
  Delete "$INSTDIR\uninstall.exe"
!macroend

!macro OpenWith ENDING
  WriteRegStr HKCU "Software\Classes\${ENDING}\OpenWithProgids" "${CLASS}" ""
!macroend

Section "Program"
  !insertmacro WaitUntilClosed
  ; An older version in this place is replaced whole, so that none of its files stays; another folder is left as
  ; it is.
  StrCpy $2 "first"
  ${If} ${FileExists} "$INSTDIR\${WINDOW}"
  ${OrIf} ${FileExists} "$INSTDIR\uninstall.exe"
    StrCpy $2 "again"
    !insertmacro RemoveProgram
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}"
  ; Who took it from the desktop does not want it back with every version.
  ${If} $2 == "first"
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOW}"
  ${EndIf}

  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "$(OPEN_WITH)"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" '"$INSTDIR\${WINDOW}",0'
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
  !insertmacro OpenWith ".xlsx"
  !insertmacro OpenWith ".csv"
  !insertmacro OpenWith ".tsv"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The makers of ${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  !insertmacro WaitUntilClosed
  !insertmacro RemoveProgram
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegValue HKCU "Software\Classes\.xlsx\OpenWithProgids" "${CLASS}"
  DeleteRegValue HKCU "Software\Classes\.csv\OpenWithProgids" "${CLASS}"
  DeleteRegValue HKCU "Software\Classes\.tsv\OpenWithProgids" "${CLASS}"
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd

; A folder with other things in it gets one inside for the program alone, which the uninstaller may take away.
Function OwnFolder
  ${If} ${FileExists} "$INSTDIR\${WINDOW}"
    Return
  ${EndIf}
  ${DirState} "$INSTDIR" $0
  ${If} $0 == 1
    StrCpy $INSTDIR "$INSTDIR\${NAME}"
  ${EndIf}
FunctionEnd

Function .onInit
  ; Qt's least. The installer itself would run on older ones, and leave a program that does not start.
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 3
    Abort
  ${EndIf}
FunctionEnd
