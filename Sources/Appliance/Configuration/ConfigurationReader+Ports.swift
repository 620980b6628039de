import FieldBus
import Foundation
import StrictYAML

extension SerialPortName {
    /// A path, or a mapping that says which USB adapter it is.
    init(_ node: YAMLNode, folder: URL) throws(YAMLError) {
        guard node.isMapping else {
            self = .path(try node.path(in: folder).path)
            return
        }
        let fields = try YAMLFields(node, allowed: ["usb_serial", "usb_path", "vendor", "product", "interface"])
        let identity = USBPortIdentity(
            serial: try fields["usb_serial"]?.text("the adapter's serial number"),
            path: try fields["usb_path"]?.text("bus and sockets, as 1-1.3"),
            vendor: try fields["vendor"].map { node throws(YAMLError) in try Self.number(node) },
            product: try fields["product"].map { node throws(YAMLError) in try Self.number(node) },
            interface: try fields["interface"].map { node throws(YAMLError) in try node.integer(0...255) })
        guard identity.serial != nil || identity.path != nil else {
            throw node.error(
                "neither usb_serial nor usb_path is here", expected: "the adapter's serial number or its socket",
                advice: "`gridtally ports` shows both; an adapter without a serial number is known by its socket.")
        }
        self = .usb(identity)
    }

    /// Four hexadecimal digits, as the system lists them, with or without 0x.
    private static func number(_ node: YAMLNode) throws(YAMLError) -> UInt16 {
        let text = try node.text("four hexadecimal digits")
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
        guard digits.utf8.count == 4, let number = UInt16(digits, radix: 16), digits.utf8.first != UInt8(ascii: "+")
        else {
            throw node.mismatch(
                expected: "four hexadecimal digits, as 0403", advice: "`gridtally ports` shows vendor and product.")
        }
        return number
    }
}

extension SerialOptions {
    init(_ fields: YAMLFields) throws(YAMLError) {
        self.init()
        if let node = fields["rs485"] { self.rs485 = try Self.rs485(node) }
        if let node = fields["latency_timer"] {
            self.shortensLatency = try node.choice([("shortest", true), ("unchanged", false)])
        }
    }

    private static func rs485(_ node: YAMLNode) throws(YAMLError) -> RS485 {
        guard node.isMapping else { return try node.choice([("off", .off)]) }
        let fields = try YAMLFields(node, allowed: ["rts", "delay_before_ms", "delay_after_ms"])
        return .on(
            RS485Mode(
                rts: try fields.required("rts").choice(RS485Mode.RTS.self),
                delayBeforeMilliseconds: try fields.integer("delay_before_ms", 0...100, default: 0),
                delayAfterMilliseconds: try fields.integer("delay_after_ms", 0...100, default: 0)))
    }
}
