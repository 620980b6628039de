import FuzzTargets
import Glibc

/// The target that the environment names: libFuzzer owns the arguments.
private let target: FuzzTarget = {
    let name = getenv("GRIDTALLY_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.rooms.first(where: { $0.name == name }) else {
        print("GRIDTALLY_FUZZ_TARGET is one of \(FuzzTarget.rooms.map(\.name).joined(separator: ", "))")
        exit(2)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzerTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do throws(BrokenProperty) {
        try target.check(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        print("BROKEN PROPERTY of \(target.name): \(error)")
        fflush(nil)
        abort()
    }
    return 0
}
