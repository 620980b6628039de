import Foundation
import Testing

@Suite(
    "Tools on a gateway that passes RTU frames through", .timeLimit(.minutes(1)),
    .enabled(if: Executable.python != nil, "set GRIDTALLY_TEST_PYTHON to a Python with pymodbus"))
struct GatewayToolTests {
    @Test("identify follows function 43/14 to its end, over as many answers as the texts need")
    func identify() async throws {
        let folder = try TemporaryFolder()
        let port = try freePort()
        let vendor = String(repeating: "Vendor ", count: 20)
        let product = String(repeating: "Product ", count: 18)
        let devices = try await Devices(
            rtuOverTCP: port, unit: 7,
            identity:
                "{\"VendorName\": \"\(vendor)\", \"ProductCode\": \"\(product)\", \"MajorMinorRevision\": \"R 2.1\"}",
            in: folder.url)
        let result = try await run(
            Executable.file,
            [
                "identify", "--host", "127.0.0.1", "--tcp-port", "\(port)", "--framing", "rtu", "--unit", "7",
                "--profiles", Executable.profiles.path,
            ], in: folder.url, seconds: 50)
        await devices.stop()
        #expect(result.code == 1, "no profile is of this device: \(result)")
        for text in ["calls itself: Vendor Vendor", "calls itself: Product Product", "calls itself: R 2.1"] {
            #expect(result.output.contains(text), "\(result)")
        }
        withExtendedLifetime(folder) {}
    }
}
