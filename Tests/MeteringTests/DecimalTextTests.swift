import Metering
import Testing

@Suite("Exact decimals") struct DecimalTextTests {
    @Test(
        "text becomes an integer of a smaller unit, or nothing",
        arguments: [
            ("975.50", 100, Int64?.some(97_550)), ("0", 100, 0), ("-1.5", 100, -150), ("4.75", 100_000, 475_000),
            ("1.005", 100, nil), ("1.500", 100, 150), ("", 100, nil), (".5", 100, nil), ("5.", 100, nil),
            ("1e3", 100, nil), ("--1", 100, nil), ("1-", 100, nil), ("1 000", 100, nil),
            ("92233720368547758.07", 100, .max), ("92233720368547758.08", 100, nil),
            ("99999999999999999999", 1, nil),
        ] as [(String, Int64, Int64?)])
    func parse(_ text: String, _ scale: Int64, _ expected: Int64?) {
        #expect(DecimalText.parse(text, scale: scale) == expected)
    }

    @Test(
        "an integer becomes text with its digits",
        arguments: [(97_550, 2, "975.50"), (5, 2, "0.05"), (-5, 2, "-0.05"), (1_234_567, 3, "1234.567"), (7, 0, "7")]
            as [(Int64, Int, String)])
    func text(_ value: Int64, _ digits: Int, _ expected: String) {
        #expect(DecimalText.text(value, digits: digits) == expected)
    }
}
