; Open Model Explorer for one person: no administrator, nothing outside their own folders and registry.
; packaging/nsis.py compiles it and says VERSION, PAYLOAD (the frozen folder), ICON, LICENSE, SIZE (KiB), TARGET.

Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!define TITLE "Open Model Explorer"
!define PROGRAM "open-model-explorer.exe"
!define TYPE "OpenModelExplorer.gguf"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\OpenModelExplorer"
!define CLASSES "Software\Classes"

Name "${TITLE}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Open Model Explorer"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"

!include MUI2.nsh
!include FileFunc.nsh
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENSE}"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString RUNNING ${LANG_ENGLISH} "Open Model Explorer is running. Close it, then try again."
LangString RUNNING ${LANG_SIMPCHINESE} "Open Model Explorer 正在运行。请先关闭它，然后重试。"
LangString KEPT ${LANG_ENGLISH} "Models, chats and settings stay in $LOCALAPPDATA\open-model-explorer. Delete that folder to remove them too."
LangString KEPT ${LANG_SIMPCHINESE} "模型、聊天记录和设置仍保存在 $LOCALAPPDATA\open-model-explorer。删除该文件夹即可一并清除。"
LangString OTHER ${LANG_ENGLISH} "This folder holds other files. Choose an empty folder, or that of an earlier version."
LangString OTHER ${LANG_SIMPCHINESE} "该文件夹中有其他文件。请选择空文件夹，或早期版本所在的文件夹。"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductName" "${TITLE}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileDescription" "${TITLE} installer"
VIAddVersionKey /LANG=${LANG_ENGLISH} "LegalCopyright" "Open Model Explorer contributors, MIT license"

; A program that runs cannot be written to. Silently, that is an end with status 3.
!macro WaitUntilClosed un
  Function ${un}WaitUntilClosed
    again:
    IfFileExists "$INSTDIR\${PROGRAM}" 0 closed
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    IfErrors 0 free
      IfSilent 0 ask
        SetErrorLevel 3
        Quit
      ask:
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" IDRETRY again
        Abort
    free:
    FileClose $0
    closed:
  FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

; Only what this installer brings, by name: the person may have chosen a folder with files of their own.
!macro RemoveFiles
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licenses"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\omx.exe"
!macroend

; A folder with files of something else is not taken: removing would be guessing.
Function CheckFolder
  IfFileExists "$INSTDIR\${PROGRAM}" fine
  ${DirState} "$INSTDIR" $0
  StrCmp $0 "1" 0 fine
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(OTHER)"
    Abort
  fine:
FunctionEnd

Section
  Call WaitUntilClosed
  SetShellVarContext current
  ; An earlier version may hold libraries that this one does not know.
  IfFileExists "$INSTDIR\${PROGRAM}" 0 fresh
    !insertmacro RemoveFiles
  fresh:
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${PROGRAM}"

  ; A double click on a .gguf opens it, unless the person chose another program for that.
  WriteRegStr HKCU "${CLASSES}\${TYPE}" "" "Language model (GGUF)"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  WriteRegStr HKCU "${CLASSES}\.gguf\OpenWithProgids" "${TYPE}" ""
  ReadRegStr $0 HKCU "${CLASSES}\.gguf" ""
  StrCmp $0 "" 0 +2
    WriteRegStr HKCU "${CLASSES}\.gguf" "" "${TYPE}"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Open Model Explorer contributors"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${RefreshShellIcons}
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  SetShellVarContext current
  !insertmacro RemoveFiles
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  DeleteRegKey HKCU "${CLASSES}\${TYPE}"
  DeleteRegValue HKCU "${CLASSES}\.gguf\OpenWithProgids" "${TYPE}"
  ReadRegStr $0 HKCU "${CLASSES}\.gguf" ""
  StrCmp $0 "${TYPE}" 0 +2
    DeleteRegValue HKCU "${CLASSES}\.gguf" ""
  DeleteRegKey HKCU "${UNINSTALL}"
  ${RefreshShellIcons}
  IfSilent +2
    MessageBox MB_OK|MB_ICONINFORMATION "$(KEPT)"
SectionEnd
