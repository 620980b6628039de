"""Sends bodies of CBOR as the interface's description has them, and others."""
import cbor2
import schemathesis


@schemathesis.serializer("application/cbor")
def cbor(context, value):
    return value if isinstance(value, bytes) else cbor2.dumps(value)
