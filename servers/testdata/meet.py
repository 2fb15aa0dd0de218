"""A client made of ssl and http.client, as their documentation has it: each line of standard input is a server to
meet, each line of standard output what came of it."""

import base64
import http.client
import json
import socket
import ssl
import sys


class Connection(http.client.HTTPSConnection):
    """Goes to a given address, and takes it for the host."""

    def __init__(self, host, address, context):
        super().__init__(host, context=context, timeout=20)
        self.address = address
        self.secured = False

    def connect(self):
        raw = socket.create_connection(self.address, self.timeout)
        try:
            self.sock = self._context.wrap_socket(raw, server_hostname=self.host)
        except BaseException:
            raw.close()
            raise
        self.secured = True


def meet(server):
    context = ssl.create_default_context(cafile=server["root"])
    connection = Connection(server["host"], (server["ip"], int(server["port"])), context)
    told = {"error": "", "body": b""}
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        told["body"] = connection.getresponse().read()
    except (OSError, http.client.HTTPException, ValueError) as e:
        told["error"] = f"{type(e).__name__}: {e}"
    finally:
        connection.close()
    told["secured"] = connection.secured
    told["body"] = base64.b64encode(told["body"]).decode()
    return told


for line in sys.stdin:
    print(json.dumps(meet(json.loads(line))), flush=True)
