import CanonicalCBOR
import Testing

@Suite struct FieldsTests {
    private static let payment = CBOR.array([
        .unsigned(7), .integer(-250), .text("₹"), .bytes([1, 2]), .boolean(true), .null, .unsigned(9),
        .array([.unsigned(1), .unsigned(2)]), .unsigned(.max), .unsigned(65_535), .unsigned(255), .map([]),
    ])

    @Test func readsInOrder() throws {
        var fields = try CBORFields(decoding: Self.payment.encoded(), of: "Payment")
        #expect(fields.remaining == 12)
        #expect(try fields.uint32("account") == 7)
        #expect(try fields.integer("amount") == -250)
        #expect(try fields.text("reference", atMost: 3) == "₹")
        #expect(try fields.bytes("key", count: 2) == [1, 2])
        #expect(try fields.boolean("final"))
        #expect(try fields.optional("note") { value throws(CBORError) in try value.readText() } == nil)
        #expect(try fields.optional("group") { value throws(CBORError) in try value.readUnsigned() } == 9)
        var inner = try fields.fields("pair")
        #expect(try inner.uint8("first") == 1)
        #expect(try inner.value("second") == .unsigned(2))
        try inner.end()
        #expect(try fields.unsigned("sum") == .max)
        #expect(try fields.uint16("port") == 65_535)
        #expect(try fields.uint8("state") == 255)
        #expect(try fields.value("extra") == .map([]))
        try fields.end()
    }

    @Test func namesThePlaceOfAFault() throws {
        var fields = try CBORFields(.array([.unsigned(1 << 32), .array([.null])]), of: "Payment")
        let account = CBORError(
            .mismatch(expected: "unsigned integer of at most 4294967295", found: "unsigned integer 4294967296"),
            of: "Payment", field: "account")
        #expect(throws: account) { try fields.uint32("account") }
        #expect(
            account.description
                == "Payment, field account: expected unsigned integer of at most 4294967295, "
                + "found unsigned integer 4294967296")
        #expect(fields.remaining == 2)
        _ = try fields.unsigned("account")
        #expect(throws: CBORError(.surplusFields(1), of: "Payment")) { try fields.end() }
        var lines = try fields.fields("lines")
        let line = CBORError(.mismatch(expected: "boolean", found: "null"), of: "Payment.lines", field: "due")
        #expect(throws: line) { try lines.boolean("due") }
        #expect(throws: CBORError(.missingField, of: "Payment", field: "end")) { try fields.unsigned("end") }
        #expect(throws: CBORError(.mismatch(expected: "array of fields", found: "null"), of: "Block")) {
            _ = try CBORFields(.null, of: "Block")
        }
        let undecodable = CBORError(.tag, of: "Block", offset: 1)
        #expect(throws: undecodable) { _ = try CBORFields(decoding: [0x81, 0xC0, 0x00], of: "Block") }
        #expect(undecodable.description == "Block, at byte 1: tags are not allowed")
    }

    @Test func refusesOtherKindsAndSizes() throws {
        func fails(_ value: CBOR, _ read: (inout CBORFields) throws -> Void) throws {
            var fields = try CBORFields(.array([value]), of: "Test")
            #expect(throws: CBORError.self) { try read(&fields) }
            #expect(fields.remaining == 1)
        }
        try fails(.unsigned(256)) { _ = try $0.uint8("f") }
        try fails(.unsigned(65_536)) { _ = try $0.uint16("f") }
        try fails(.negative(0)) { _ = try $0.unsigned("f") }
        try fails(.unsigned(1 << 63)) { _ = try $0.integer("f") }
        try fails(.negative(1 << 63)) { _ = try $0.integer("f") }
        try fails(.bytes([1, 2, 3])) { _ = try $0.bytes("f", count: 2) }
        try fails(.bytes([1, 2, 3])) { _ = try $0.bytes("f", atMost: 2) }
        try fails(.text("abc")) { _ = try $0.bytes("f") }
        try fails(.text("₹")) { _ = try $0.text("f", atMost: 2) }
        try fails(.text(String(repeating: "a", count: 201))) { _ = try $0.text("f") }
        try fails(.array([.null, .null])) { _ = try $0.array("f", atMost: 1) }
        try fails(.null) { _ = try $0.fields("f") }
        try fails(.unsigned(1)) { _ = try $0.boolean("f") }
        try fails(.unsigned(1)) {
            _ = try $0.optional("f") { value throws(CBORError) in try value.readText() }
        }
    }

    @Test func limitsOfIntegers() throws {
        for value in [Int64.min, -1, 0, 1, .max] {
            #expect(try CBOR.integer(value).readInteger() == value)
        }
    }
}
