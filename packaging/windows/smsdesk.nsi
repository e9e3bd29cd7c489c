; Installs SMS Desk for the user who runs it, without an administrator. Made by packaging/build.py, which gives
; VERSION, PROGRAM (the folder PyInstaller made), TARGET (the installer) and ICON.
Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "SMS Desk"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\SMS Desk"
!define CLASS "SMSDesk.Spreadsheet"
!define WINDOW "SMS Desk.exe"

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
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString STILL_OPEN ${LANG_ENGLISH} "SMS Desk is open. Close it, then try again."
LangString STILL_OPEN ${LANG_SIMPCHINESE} "SMS Desk 正在运行。请先关闭它，然后重试。"
LangString OPEN_WITH ${LANG_ENGLISH} "Send text messages with SMS Desk"
LangString OPEN_WITH ${LANG_SIMPCHINESE} "用 SMS Desk 群发短信"

; A program that runs cannot be replaced. Whoever installs without a window gets a status instead of a question.
!macro WaitUntilClosed
  ${Do}
    ClearErrors
    ${IfNot} ${FileExists} "$INSTDIR\${WINDOW}"
      ${ExitDo}
    ${EndIf}
    FileOpen $0 "$INSTDIR\${WINDOW}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_OPEN)" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 2
    Abort
  ${Loop}
!macroend

; Only what an installation made: the data lies elsewhere, and so does whatever the user put beside it.
!macro RemoveProgram
  RMDir /r "$INSTDIR\lib"
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\smsdesk.exe"
  Delete "$INSTDIR\uninstall.exe"
!macroend

!macro OpenWith ENDING
  WriteRegStr HKCU "Software\Classes\${ENDING}\OpenWithProgids" "${CLASS}" ""
!macroend

Section "Program"
  !insertmacro WaitUntilClosed
  ; An older version in this place is replaced whole, so that none of its files stays; another folder is left as
  ; it is.
  ${If} ${FileExists} "$INSTDIR\${WINDOW}"
    !insertmacro RemoveProgram
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}"
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOW}"

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

Function .onInit
  System::Call 'kernel32::GetUserDefaultUILanguage() i .r0'
  ${If} $0 = 2052
    StrCpy $LANGUAGE ${LANG_SIMPCHINESE}
  ${EndIf}
FunctionEnd
