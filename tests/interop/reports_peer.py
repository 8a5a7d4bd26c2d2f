"""What other readers find in a PDF and an Excel file: argv are the two paths; prints JSON."""
import json
import sys

import openpyxl
import pypdf

pdf = pypdf.PdfReader(sys.argv[1])
book = openpyxl.load_workbook(sys.argv[2])
print(
    json.dumps(
        {
            "versions": {"pypdf": pypdf.__version__, "openpyxl": openpyxl.__version__},
            "title": pdf.metadata.title,
            "pages": [page.extract_text() for page in pdf.pages],
            "fonts": sorted({str(font.get_object()["/BaseFont"]) for page in pdf.pages for font in page["/Resources"]["/Font"].values()}),
            "images": sum(len(page.images) for page in pdf.pages),
            "sheets": {
                sheet.title: {
                    "frozen": sheet.freeze_panes,
                    "widths": [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]],
                    "cells": [
                        [None if cell.value is None else [cell.data_type, str(cell.value), cell.number_format] for cell in row]
                        for row in sheet.iter_rows()
                    ],
                }
                for sheet in book
            },
        }
    )
)
