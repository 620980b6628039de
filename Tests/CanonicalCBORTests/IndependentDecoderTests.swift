import CanonicalCBOR
import TestSupport
import Testing

/// Our encodings, read and written again by another implementation (`Tests/Python/check_cbor.py`, on cbor2).
@Suite(.enabled(if: PythonScript.interpreter != nil, "GRIDTALLY_TEST_PYTHON names a Python with cbor2"))
struct IndependentDecoderTests {
    @Test func agreesOnRandomValues() throws {
        var generator = SeededGenerator(seed: 8949)
        let values = (0..<400).map { _ in CBOR.random(depth: 3, using: &generator) }
        let answer = try PythonScript("check_cbor.py").run(lines: values.map { hex($0.encoded()) })
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("400 encodings agree"))
    }

    /// The other side must be able to say no.
    @Test(arguments: ["1817", "a2616200616100", "8201", "a2190100f620f6", "zz"])
    func findsFaults(line: String) throws {
        let answer = try PythonScript("check_cbor.py").run(lines: ["a220f6617af6", line])
        // Byte by byte, 19 01 00 sorts before 20: the third of these is right, and length-first order is not asked for.
        #expect(answer.status == (line == "a2190100f620f6" ? 0 : 1), "\(answer.output)")
    }
}
