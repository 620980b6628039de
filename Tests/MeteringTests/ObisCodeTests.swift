import Metering
import Testing

@Suite struct ObisCodeTests {
    @Test(arguments: ["1-0:1.8.0", "0-0:96.1.0", "255-255:255.255.255", "8-0:1.0.0"])
    func readsAndWrites(text: String) throws {
        let code = try #require(ObisCode(text))
        #expect(code.description == text)
        #expect(ObisCode(packed: code.packed) == code)
    }

    @Test(arguments: [
        "", "1", "1-0", "1-0:1.8", "1-0:1.8.", "1-0:1.8.0.255", "256-0:1.8.0", "1-0:1.8.256", "-1-0:1.8.0",
        " 1-0:1.8.0",
        "1-0:1.8.0 ", "1:0-1.8.0", "1-0:a.8.0", "1-0:1..0", "۱-0:1.8.0", "1-0:1.8.99999999999999999999",
    ])
    func refusesOtherForms(text: String) {
        #expect(ObisCode(text) == nil)
    }

    @Test func ordersByItsGroups() {
        let codes = ["1-0:2.8.0", "1-0:1.8.1", "1-0:1.8.0", "0-0:96.1.0", "1-1:0.0.0"].compactMap { ObisCode($0) }
        #expect(
            codes.sorted().map(\.description) == ["0-0:96.1.0", "1-0:1.8.0", "1-0:1.8.1", "1-0:2.8.0", "1-1:0.0.0"])
    }

    @Test func refusesPackedNumbersOverFortyBits() {
        #expect(ObisCode(packed: 1 << 40) == nil)
        #expect(ObisCode(packed: .max) == nil)
        #expect(ObisCode(packed: 0) == ObisCode(0, 0, 0, 0, 0))
    }
}
