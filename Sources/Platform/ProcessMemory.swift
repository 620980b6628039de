internal import CPlatform

/// How the process's heap behaves.
public enum ProcessMemory {
    /// Call it before any other thread runs: threads share so many arenas of the heap, and what they free goes back to the
    /// system. With an arena for each thread, a large zone's state costs nearly twice its size (`gridtally measure meters`).
    ///
    /// - Returns: false where the C library refuses.
    public static func keepSmall(arenas: Int32 = 1) -> Bool { gt_malloc_keep_small(arenas) == 1 }
}
