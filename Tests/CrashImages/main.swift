import Foundation

/// Power cuts at every moment of a validator's work: `crash-images [IMAGES [BLOCKS [SEED [FILE]]]]`; the disk lies
/// about every sync of FILE.
///
/// Prints how many legal images of its files were recovered; exits 1 where anything acknowledged was lost or a vote
/// contradicted another.
let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.prefix(3).compactMap { UInt64($0) }
// In memory where that is possible: the recorder knows what was synced, and no disk has to wait for it.
let memory = URL(fileURLWithPath: "/dev/shm")
let parent =
    FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
let folder = parent.appendingPathComponent("crash-images-\(UUID())")
do {
    let study = Study(
        images: Int(numbers.first ?? 10_000), blocks: Int(numbers.dropFirst().first ?? 60),
        seed: numbers.dropFirst(2).first ?? 1, folder: folder, unsynced: arguments.dropFirst(3).first)
    let result = try await study.run()
    try? FileManager.default.removeItem(at: folder)
    for failure in result.failures.prefix(20) { print(failure) }
    print(
        "\(result.images) crash images from \(result.crashPoints) moments recovered, \(result.failures.count) failed: "
            + "nothing acknowledged lost and no vote contradicted in the others")
    exit(result.failures.isEmpty ? 0 : 1)
} catch {
    try? FileManager.default.removeItem(at: folder)
    FileHandle.standardError.write(Data("crash-images: \(error)\n".utf8))
    exit(1)
}
