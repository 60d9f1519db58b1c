"""Run by the system's Python, inside LibreOffice: type into cells as a person would and save.

    python3 libreoffice_typist.py PORT FORM RESULT   (edits as JSON on stdin)

Edits: [[sheet, cell, text], …]. Answers with the displayed texts of the cells in "read" as JSON.
"""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def connect(port):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    for _ in range(120):
        try:
            return resolver.resolve(address)
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not answer")


def option(name, value):
    prop = PropertyValue()
    prop.Name, prop.Value = name, value
    return prop


def main():
    port, form, result = sys.argv[1:]
    told = json.load(sys.stdin)
    context = connect(port)
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    document = desktop.loadComponentFromURL(Path(form).as_uri(), "_blank", 0, ())
    frame = document.CurrentController.Frame
    dispatcher = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.DispatchHelper", context
    )
    for sheet, cell, text in told["type"]:
        document.CurrentController.setActiveSheet(document.Sheets.getByName(sheet))
        dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (option("ToPoint", cell),))
        dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (option("StringName", text),))
    document.calculateAll()
    shown = {
        f"{sheet}.{cell}": document.Sheets.getByName(sheet).getCellRangeByName(cell).String
        for sheet, cell in told["read"]
    }
    filters = {".xlsx": "Calc MS Excel 2007 XML", ".pdf": "calc_pdf_Export"}
    name = filters[Path(result).suffix]
    document.storeToURL(Path(result).as_uri(), (option("FilterName", name),))
    document.close(True)
    json.dump({"shown": shown}, sys.stdout, ensure_ascii=False)


main()
