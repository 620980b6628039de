import FuzzConfiguration
import FuzzTargets
import Glibc

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzerTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do throws(BrokenProperty) {
        try FuzzTarget.configuration.check(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        print("BROKEN PROPERTY of configuration: \(error)")
        fflush(nil)
        abort()
    }
    return 0
}
