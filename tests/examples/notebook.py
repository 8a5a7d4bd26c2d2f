"""Runs a notebook's cells in a Jupyter kernel and writes what they showed into it: notebook.py <file> <kernel> <pictures>.

The Deno kernel may publish a cell's result after it has called the cell done, and clients that stop listening then lose it. So this one
listens on: results are filed under the cell that asked for them, and the end is waited for until all pictures are there, 30 s at most.
"""

import queue
import sys
import time

import nbformat
from jupyter_client.manager import start_new_kernel

path, kernel, pictures = sys.argv[1], sys.argv[2], int(sys.argv[3])
notebook = nbformat.read(path, as_version=4)
manager, client = start_new_kernel(kernel_name=kernel)
cells = {}
idle = set()


def listen(seconds):
    """Files the next message from the kernel, if one comes in time."""
    try:
        message = client.get_iopub_msg(timeout=seconds)
    except queue.Empty:
        return
    asked_by = message['parent_header'].get('msg_id')
    if asked_by not in cells:
        return
    if message['msg_type'] == 'status' and message['content']['execution_state'] == 'idle':
        idle.add(asked_by)
    elif message['msg_type'] in ('execute_result', 'display_data', 'stream', 'error'):
        cells[asked_by].outputs.append(nbformat.v4.output_from_msg(message))


def shown():
    return sum('image/svg+xml' in output.get('data', {}) for cell in cells.values() for output in cell.outputs)


try:
    for cell in notebook.cells:
        if cell.cell_type != 'code':
            continue
        cell.outputs = []
        request = client.execute(cell.source)
        cells[request] = cell
        deadline = time.monotonic() + 240
        while request not in idle:
            if time.monotonic() > deadline:
                sys.exit(f'cell not done after 240 s: {cell.source[:80]}')
            listen(1)
    deadline = time.monotonic() + 30
    while shown() < pictures and time.monotonic() < deadline:
        listen(1)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
nbformat.write(notebook, path)
